import { inject } from 'vitest'
import type { DatabaseName } from '../../conformance/databases.ts'
import { type ServiceName, servicesAreRequired } from './probe-services.ts'

/**
 * Why tests on a server are left out; undefined where it answers. Where every server must be there, this is an error
 * instead. Where each is: `services` of `probe-services.ts`.
 *
 *     describe.skipIf(leftOut('redis'))('on Redis', () => …)
 */
export function leftOut(name: ServiceName): string | undefined {
  const reason = inject('silentServices')[name]
  if (reason !== undefined && servicesAreRequired()) throw new Error(reason)
  return reason
}

/** The same of a database, of which some need no server. */
export function whyNot(database: DatabaseName): string | undefined {
  return database === 'postgres' || database === 'mariadb' ? leftOut(database) : undefined
}
