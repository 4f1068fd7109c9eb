import type { PushFindingCode } from '../api/push'

/** What is said of each finding: what is wrong, and the way out of it. */
export const findings = {
  unsupported_browser: [
    'This browser has no Web Push.',
    'Use a current browser; on iPhone and iPad iOS 16.4 or newer.',
  ],
  ios_home_screen: [
    'On iPhone and iPad only apps on the home screen get pushes, from iOS 16.4 on.',
    'Share > Add to Home Screen, then open the app from there.',
  ],
  insecure_context: ['The page was not loaded over https.', 'Serve it over https or localhost.'],
  permission_default: ['Nobody was asked for permission yet.', 'Call push.enable() in a click.'],
  permission_denied: [
    'Notifications are forbidden for this site.',
    'Allow them in the browser’s settings of this site, and in the system’s of the browser.',
  ],
  no_worker: ['No service worker is registered.', 'Serve otsy-sw.js, then call push.enable().'],
  foreign_worker: [
    'The service worker does not answer.',
    'Call installOtsyPush(self) in it; close other tabs so that a new one takes over.',
  ],
  worker_version: [
    'The service worker is of another version than the page.',
    'Serve the otsy-sw.js of the installed SDK and reload.',
  ],
  no_subscription: ['This browser is not subscribed.', 'Call push.enable() in a click.'],
  key_mismatch: [
    'The subscription was made for another VAPID key than the server has.',
    'Reload the page: it subscribes anew.',
  ],
  server_unreachable: ['The server could not be asked.', 'See the error; try again.'],
  push_not_configured: ['The server has no VAPID keys.', 'Make them: npx otsy vapid.'],
  subscription_unknown: [
    'The server does not have this subscription; the push service may have ended it.',
    'Reload the page: it subscribes anew.',
  ],
  subscription_key_mismatch: [
    'The push service refused the server’s VAPID key.',
    'Reload the page: it subscribes anew.',
  ],
  preference_off: ['A kind of notification is switched off.', 'preferences.set() switches it on.'],
  quiet_hours: ['It is quiet hours.', 'Wait, or change quiet_hours in the preferences.'],
} as const satisfies Record<PushFindingCode, readonly [message: string, remedy: string]>
