import { parseArgs } from 'node:util'
import { makeVapidKeys, vapidFaults } from '../adapters/web-push/vapid'
import { UsageError, type Command } from './command'

/** Makes a VAPID pair, as lines for an environment file. */
export const vapid: Command = {
  summary: 'make a key pair for Web Push',
  help: `otsy vapid [--subject mailto:support@example.com]

Prints a new VAPID key pair as lines for an environment file:
  npx otsy vapid --subject mailto:support@example.com >> .env

  --subject  where push services can write to when something is wrong:
             a mailto: or an https: address

Keep the pair. Browsers that subscribed under another one are not reached until they visit again.`,
  run(args, { out, err }) {
    const subject = subjectIn(args)
    const keys = makeVapidKeys()
    if (subject !== undefined) {
      const [fault] = vapidFaults({ ...keys, subject })
      if (fault !== undefined) throw new UsageError(`--subject ${fault.why} ${fault.mend}`)
    }
    out(`VAPID_PUBLIC_KEY=${keys.publicKey}`)
    out(`VAPID_PRIVATE_KEY=${keys.privateKey}`)
    if (subject !== undefined) {
      out(`VAPID_SUBJECT=${subject}`)
      return 0
    }
    out('# VAPID_SUBJECT=mailto:support@example.com')
    err('Set VAPID_SUBJECT to an address of yours that push services can write to.')
    return 0
  },
}

function subjectIn(args: readonly string[]): string | undefined {
  try {
    return parseArgs({ args: [...args], options: { subject: { type: 'string' } } }).values.subject
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause))
  }
}
