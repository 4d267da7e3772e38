/** Databases that pages can run on, by the name given on the command line. */
export const databases = ['sqlite', 'pglite', 'postgres', 'mariadb'] as const

export type DatabaseName = (typeof databases)[number]

export function isDatabase(name: string): name is DatabaseName {
  return (databases as readonly string[]).includes(name)
}
