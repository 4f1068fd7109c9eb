import { LIMITS } from '@otsy/protocol'
import { OtsyError } from '../../core/errors'

/**
 * The JSON of a request. Rejects with `unsupported_media_type`, `payload_too_large` (without reading
 * the rest) or `invalid_json`, also for a body that is empty or breaks off.
 */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\s*(?:;|$)/i.test(type.trim()))
    throw new OtsyError('unsupported_media_type')
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
  const reader = (request.body as ReadableStream<Uint8Array>).getReader()
  let bytes = 0
  let text = ''
  for (;;) {
    const { done, value } = await reader.read().catch(brokenOff)
    if (done) break
    bytes += value.byteLength
    if (bytes > LIMITS.bodyBytes) {
      await reader.cancel()
      throw tooLarge()
    }
    text += decode(decoder, value)
  }
  return text + decode(decoder)
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
