import { tokenOf } from './device'

export interface Posted {
  readonly status: number
  readonly body: unknown
}

/** One message over REST, once, whatever comes of it. */
export async function post(
  url: string,
  { chatId, person, content }: { chatId: string; person: string; content: string },
): Promise<Posted> {
  const response = await fetch(`${url}/v1/chat/${chatId}/messages`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await tokenOf(person)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ content }),
  })
  return { status: response.status, body: await response.json() }
}
