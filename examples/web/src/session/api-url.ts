/** The server that serves the page is the one it talks to. */
export const apiUrl = location.origin
