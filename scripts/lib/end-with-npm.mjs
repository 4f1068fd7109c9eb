/**
 * Ends this process, as SIGTERM does, when the shell that npm ran it in is gone: npm passes a signal
 * on to that shell alone, which dies without a word to its child.
 */
export function endWithNpm() {
  if (process.env['npm_lifecycle_event'] === undefined) return
  const shell = process.ppid
  setInterval(() => {
    if (process.ppid !== shell) process.kill(process.pid, 'SIGTERM')
  }, 250).unref()
}
