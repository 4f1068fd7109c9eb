const named: unknown = import.meta.env['VITE_API_URL']

/** The server that serves the page, unless the build names another one. */
export const apiUrl = typeof named === 'string' && named !== '' ? named : location.origin
