export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

export interface RawRequest {
  readonly token?: string | undefined
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it is. */
  readonly body?: string | Uint8Array<ArrayBuffer>
  readonly headers?: Readonly<Record<string, string>>
}

/** Calls REST routes with plain fetch. `path` begins with `/v1`. */
export async function request(
  url: string,
  line: `${string} /${string}`,
  { token, json, body, headers }: RawRequest = {},
): Promise<Answer> {
  const [method = 'GET', path = '/'] = line.split(' ', 2)
  const payload = json === undefined ? body : JSON.stringify(json)
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(payload === undefined ? {} : { body: payload }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
  }
}
