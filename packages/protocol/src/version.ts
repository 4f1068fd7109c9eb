/** The version of the wire this package describes; the server tells its own in `connected`. */
export const PROTOCOL_VERSION = 1

/** Every REST path begins with this. */
export const REST_PREFIX = '/v1'

/** The Socket.IO namespace all events travel in. */
export const NAMESPACE = '/chat'
