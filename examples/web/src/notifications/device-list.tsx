import type { PushDevice } from '@otsy/client-sdk'
import { usePush } from '@otsy/client-sdk/react'
import { MonitorSmartphone } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Dictionary } from '../i18n/en'
import { useWords } from '../i18n/language-provider'
import { useNow } from '../ui/use-now'

/** Every browser that the person is told in. */
export function DeviceList() {
  const { t, format } = useWords()
  const now = useNow('minute')
  const { status, devices } = usePush()
  const [known, setKnown] = useState<readonly PushDevice[] | null>(null)
  const [failed, setFailed] = useState(false)

  useEffect(() => {
    let wanted = true
    devices().then(
      (found) => {
        if (wanted) setKnown(found)
        if (wanted) setFailed(false)
      },
      () => wanted && setFailed(true),
    )
    return () => {
      wanted = false
    }
    // Turning this one on or off changes the list.
  }, [devices, status.state])

  return (
    <section className="setting" aria-label={t.settings.devices}>
      <h3>{t.settings.devices}</h3>
      {failed && (
        <p className="hint" role="status">
          {t.settings.devicesError}
        </p>
      )}
      {known?.length === 0 && <p className="hint">{t.settings.noDevices}</p>}
      <ul className="device-list">
        {known?.map((device) => (
          <li key={device.id}>
            <MonitorSmartphone aria-hidden size={20} />
            <span className="setting-text">
              <span>
                {browserOf(device.service, t)}
                {device.current && (
                  <span className="pill pill-accent">{t.settings.thisDevice}</span>
                )}
              </span>
              <span className="hint">{noteOf(device, now)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )

  function noteOf({ state, last_used_at, created_at }: PushDevice, at: number): string {
    if (state === 'key_mismatch') return t.settings.stale
    return last_used_at === undefined
      ? t.settings.since(format.ago(created_at, at))
      : t.settings.lastUsed(format.ago(last_used_at, at))
  }
}

const browsers: readonly (readonly [service: RegExp, name: string])[] = [
  [/(^|\.)googleapis\.com$|(^|\.)google\.com$/, 'Chrome'],
  [/(^|\.)mozilla\.com$/, 'Firefox'],
  [/(^|\.)apple\.com$/, 'Safari'],
  [/(^|\.)windows\.com$/, 'Edge'],
]

/** The push service is all that is known of a device, and tells the make of its browser. */
function browserOf(service: string, t: Dictionary): string {
  const known = browsers.find(([pattern]) => pattern.test(service))
  return known?.[1] ?? t.settings.otherBrowser(service)
}
