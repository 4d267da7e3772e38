import { inject } from 'vitest'
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
