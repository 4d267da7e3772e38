import { testDatabase, type DatabaseName } from '../../../conformance/databases.ts'

const asked = process.env['DJUST_PROPERTY_RUNS']

/** Whether this is the long run of the night. */
export const isNightly = asked !== undefined

/** How many random cases: as many as are asked for, else some where starting a database takes long. */
export function runsOn(database: DatabaseName, usually: number): number {
  return Number(asked ?? (database === testDatabase() ? usually : 40))
}

/** Says what a long run did, which its test's name can't know. */
export function tell(line: string): void {
  if (isNightly) process.stdout.write(`${line}\n`)
}
