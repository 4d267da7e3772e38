import { createServer } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { serverAt, whySilent } from '../../conformance/servers.ts'
import { type ServiceName, services, servicesAreRequired } from './probe-services.ts'
import { leftOut } from './services.ts'

afterEach(() => void vi.unstubAllEnvs())

test.for(Object.keys(services) as ServiceName[])('%s answers, or says why not', (name, { skip }) => {
  const reason = leftOut(name)
  skip(reason !== undefined, reason)
  expect(reason).toBeUndefined()
})

test('every server must be there in CI, or where that is asked for', () => {
  expect(servicesAreRequired({})).toBe(false)
  expect(servicesAreRequired({ CI: '1' })).toBe(true)
  expect(servicesAreRequired({ CI: 'false' })).toBe(false)
  expect(servicesAreRequired({ DJUST_REQUIRE_DATABASES: '1' })).toBe(true)
  expect(servicesAreRequired({ DJUST_REQUIRE_DATABASES: '0', CI: '1' })).toBe(false)
})

test('a silent server is named with its address and its variable, without its password', async () => {
  const listener = createServer()
  await new Promise<void>((resolve) => void listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as { port: number }
  vi.stubEnv('DJUST_A_URL', `redis://me:secret@127.0.0.1:${port}/2`)
  const server = serverAt('Redis', 'DJUST_A_URL', 'redis://127.0.0.1:6379')
  expect(await whySilent(server)).toBeUndefined()
  await new Promise((resolve) => listener.close(resolve))
  expect(await whySilent(server)).toBe(
    `Redis can't be reached at redis://me@127.0.0.1:${port}/2: connect ECONNREFUSED 127.0.0.1:${port}. Start it, or say where one is by DJUST_A_URL.`,
  )
})
