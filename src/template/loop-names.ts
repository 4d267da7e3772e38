/** What `forloop` has. */
export const loopNames: ReadonlySet<string> = new Set('counter counter0 revcounter revcounter0 first last parentloop'.split(' '))
