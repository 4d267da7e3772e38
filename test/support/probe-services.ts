import type { TestProject } from 'vitest/node'
import { type Server, serverAt, servers, whySilent } from '../../conformance/servers.ts'

/** The servers that tests use, at the addresses of their environment variables. */
export const services = {
  ...servers,
  redis: serverAt('Redis', 'DJUST_REDIS_URL', 'redis://127.0.0.1:6379'),
} as const satisfies Readonly<Record<string, Server>>

export type ServiceName = keyof typeof services

declare module 'vitest' {
  interface ProvidedContext {
    /** Why a server can't be used, by its name; those that answer are not here. */
    silentServices: Partial<Record<ServiceName, string>>
  }
}

/** Asks once a run which servers answer, and says at its end what was left out for want of one. */
export async function setup({ provide }: TestProject): Promise<() => void> {
  const silent: Partial<Record<ServiceName, string>> = {}
  const ask = async (name: ServiceName): Promise<void> => {
    const reason = await whySilent(services[name])
    if (reason !== undefined) silent[name] = reason
  }
  await Promise.all((Object.keys(services) as ServiceName[]).map(ask))
  provide('silentServices', silent)
  return () => {
    for (const name of Object.keys(silent) as ServiceName[]) {
      const what = servicesAreRequired() ? 'failed' : 'left out'
      process.stderr.write(`${what}: tests on ${services[name].title}. ${silent[name]}\n`)
    }
  }
}

/** In CI, unless DJUST_REQUIRE_DATABASES says otherwise. */
export function servicesAreRequired(environment = process.env): boolean {
  const asked = environment['DJUST_REQUIRE_DATABASES'] ?? environment['CI'] ?? ''
  return !['', '0', 'false'].includes(asked)
}
