/** Databases that pages can run on, by the name given on the command line. */
export const databases = ['sqlite', 'pglite', 'postgres', 'mariadb'] as const

export type DatabaseName = (typeof databases)[number]

export function isDatabase(name: string): name is DatabaseName {
  return (databases as readonly string[]).includes(name)
}

/** What tests run on that name no database. */
export function testDatabase(): DatabaseName {
  const name = process.env['DJUST_TEST_DATABASE'] ?? 'sqlite'
  if (!isDatabase(name)) throw new Error(`DJUST_TEST_DATABASE=${name}; known: ${databases.join(', ')}`)
  return name
}
