import { LIMITS } from '@otsy/protocol'
import { untilOver } from '../../core/drain'
import { OtsyError } from '../../core/errors'

/** So much of a body that is too large, and for so long, is read on and thrown away. */
const MOST_THROWN_AWAY = 32 * 2 ** 20
const PATIENCE_MS = 5_000

type Reader = ReadableStreamDefaultReader<Uint8Array>

/**
 * The JSON of a request. Rejects with `unsupported_media_type`, also for one that is compressed, with
 * `payload_too_large`, or with `invalid_json`, also for a body that is empty or breaks off.
 */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\s*(?:;|$)/i.test(type.trim()))
    throw new OtsyError('unsupported_media_type')
  const encoding = request.headers.get('content-encoding') ?? 'identity'
  if (encoding.trim().toLowerCase() !== 'identity') {
    const message = 'The body must not be compressed.'
    throw new OtsyError('unsupported_media_type', { message })
  }
  const text = await readText(request)
  try {
    return JSON.parse(text) as unknown
  } catch {
    // Not the parser's own words: they quote the body.
    throw new OtsyError('invalid_json')
  }
}

async function readText(request: Request): Promise<string> {
  const tooLarge = () => {
    const message = `A body has at most ${LIMITS.bodyBytes} bytes.`
    return new OtsyError('payload_too_large', { message })
  }
  if (Number(request.headers.get('content-length') ?? 0) > LIMITS.bodyBytes) throw tooLarge()
  if (request.body === null) return ''
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const reader: Reader = (request.body as ReadableStream<Uint8Array>).getReader()
  let bytes = 0
  let text = ''
  for (;;) {
    const { done, value } = await reader.read().catch(brokenOff)
    if (done) break
    bytes += value.byteLength
    if (bytes > LIMITS.bodyBytes) {
      await throwAway(reader)
      throw tooLarge()
    }
    text += decode(decoder, value)
  }
  return text + decode(decoder)
}

/**
 * To answer while the sender still sends would reset the connection, and the answer with it: most
 * senders listen only when they are done. What goes on beyond all patience is left to the server,
 * which closes the connection soon after the answer.
 */
async function throwAway(reader: Reader): Promise<void> {
  let bytes = 0
  const swallow = async (): Promise<void> => {
    while (bytes < MOST_THROWN_AWAY) {
      const { done, value } = await reader.read()
      if (done) return
      bytes += value.byteLength
    }
  }
  await untilOver(
    swallow().catch(() => undefined),
    PATIENCE_MS,
  )
  bytes = MOST_THROWN_AWAY
}

/** Whoever sent it has gone, which is no fault of this server. */
function brokenOff(cause: unknown): never {
  throw new OtsyError('invalid_json', { message: 'The body broke off.', cause })
}

function decode(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
  } catch {
    throw new OtsyError('invalid_json', { message: 'The body is not UTF-8.' })
  }
}
