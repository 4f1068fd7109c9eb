/** Raised when the worker changes in a way that a page has to know of; see `otsy:version`. */
export const WORKER_VERSION = 1

/** What a page asks, with a port to answer to, and the `type` of the answer. */
export const VERSION_QUESTION = 'otsy:version'

/** What every page is told when a notification was shown: the page may know that it is seen already. */
export const SHOWN_MESSAGE = 'otsy:shown'

/** What a page is told that is brought to the front by a click, with the path it leads to. */
export const OPENED_MESSAGE = 'otsy:opened'
