import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { connect as connectPlain } from 'node:net'
import { dirname } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { DjustError } from '../../error.ts'
import type { App } from '../load-app.ts'
import { counted } from '../paint.ts'
import type { Finding } from './packages.ts'

const patienceMs = 2000

export function templatesFound({ djust }: App): Finding {
  const count = djust.templates.names().length
  return count > 0
    ? { name: 'templates', status: 'ok', detail: counted(count, 'template') }
    : {
        name: 'templates',
        status: 'warn',
        detail: 'none was found',
        fix: 'createDjust({ templates }) names the folder; a relative one is looked for from the current folder.',
      }
}

/** Whether the cache of plans can be used, and how fast it answers. */
export async function cacheReachable({ djust }: App): Promise<Finding> {
  const { jitCacheBackend: backend, jitCacheDir: folder, jitRedisUrl } = djust.settings
  const name = 'cache'
  if (backend === 'memory') return { name, status: 'ok', detail: 'memory: each process plans its pages anew' }
  if (backend === 'filesystem') {
    return isWritable(folder)
      ? { name, status: 'ok', detail: `filesystem, ${folder}` }
      : {
          name,
          status: 'fail',
          detail: `filesystem: ${folder} can't be written`,
          fix: 'Let the user who runs the application write there, or set DJUST_JIT_CACHE_DIR.',
        }
  }
  const url = new URL(jitRedisUrl)
  const shown = `redis, ${url.protocol}//${url.host}`
  try {
    return { name, status: 'ok', detail: `${shown} answers in ${(await ping(url)).toFixed(1)} ms` }
  } catch (error) {
    return {
      name,
      status: 'fail',
      detail: `${shown}: ${(error as Error).message}`,
      fix: 'Start the server, or set DJUST_JIT_REDIS_URL. Until then pages are planned without it.',
    }
  }
}

export async function databaseReachable({ djust }: App): Promise<Finding> {
  const name = 'database'
  const { database } = djust
  if (!database) return { name, status: 'warn', detail: 'djust has no ORM', fix: 'createDjust({ orm: mikroOrm(orm) })' }
  const { adapter } = database
  const start = performance.now()
  try {
    await djust.inRequestContext(async () => adapter.execute({ sql: 'select 1', parameters: [] }, adapter.currentHandle()))
    return { name, status: 'ok', detail: `${adapter.dialect} answers in ${(performance.now() - start).toFixed(1)} ms` }
  } catch (error) {
    const message = error instanceof DjustError ? error.summary : (error as Error).message.split('\n', 1)[0]!
    return { name, status: 'fail', detail: `${adapter.dialect}: ${message}`, fix: "Start it, or correct the ORM's options." }
  }
}

/** The folder, or the nearest above it that exists, in which it would be made. */
function isWritable(folder: string): boolean {
  let there = folder
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there)
  try {
    accessSync(there, constants.W_OK | constants.X_OK)
    return statSync(there).isDirectory()
  } catch {
    return false
  }
}

/** Milliseconds until the server answers. Any answer will do: without a password it is an error, but an answer. */
function ping(url: URL): Promise<number> {
  const start = performance.now()
  const { hostname: host, port } = url
  const options = { host, port: Number(port || 6379) }
  return new Promise((resolve, reject) => {
    const socket = url.protocol === 'rediss:' ? connectTls({ ...options, servername: host }) : connectPlain(options)
    const end = (error: Error | null): void => {
      socket.destroy()
      if (error) reject(error)
      else resolve(performance.now() - start)
    }
    socket.setTimeout(patienceMs, () => end(new Error(`no answer within ${patienceMs} ms`)))
    socket.on('error', (error: Error & { readonly code?: string }) => end(new Error(error.message || error.code)))
    socket.on('data', (answer) => end(/^[+-]/.test(answer.toString()) ? null : new Error('what answers there is no Redis')))
    socket.write('PING\r\n')
  })
}
