import { readArguments } from './arguments.ts'
import type { Command, Streams } from './command.ts'
import { configHelp, configOption, withApp } from './load-app.ts'
import { counted } from './paint.ts'
import { UsageError } from './usage-error.ts'

const help = `djust cache stats|clear

What the application's cache of plans holds, or empties it. The backend is that of djust.config.ts and the environment; a
running server keeps what it has in memory until its templates change or it starts anew.

${configHelp}
      --json               print an object

Examples:
  djust cache stats
  djust cache clear
  DJUST_JIT_CACHE_BACKEND=redis DJUST_JIT_REDIS_URL=redis://cache:6379 djust cache clear
`

const options = { ...configOption, json: { type: 'boolean' } } as const

/** `djust cache`. */
export const cacheCommand: Command = { usage: 'cache stats|clear', summary: 'show or empty the cache of plans', run }

async function run(words: readonly string[], { stdout }: Streams): Promise<number> {
  const given = readArguments(words, options, help)
  if (given.help) {
    stdout.write(help)
    return 0
  }
  const [action, ...more] = given.positionals
  if ((action !== 'stats' && action !== 'clear') || more.length > 0)
    throw new UsageError(
      `Say what to do with the cache: stats or clear${action === undefined ? '' : `, not "${[action, ...more].join(' ')}"`}`,
      help,
    )
  return withApp(given, help, async ({ djust }) => {
    const { serializerCache: cache, settings } = djust
    const { jitCacheBackend: backend } = settings
    const place = backend === 'redis' ? withoutPassword(settings.jitRedisUrl) : backend === 'filesystem' ? settings.jitCacheDir : null
    const before = await cache.size()
    if (action === 'clear') await cache.clear()
    const plans = action === 'clear' ? await cache.size() : before
    const counts = cache.stats()
    const where = `the ${backend} cache${place === null ? '' : `, ${place}`}`
    if (given.flag('json'))
      stdout.write(
        `${JSON.stringify({ backend, place, plans, ...(action === 'clear' ? { cleared: before - plans } : { limit: settings.jitCacheMaxEntries, counts }) }, null, 2)}\n`,
      )
    else if (action === 'clear') stdout.write(`Removed ${counted(before - plans, 'plan')} from ${where}\n`)
    else stdout.write(`${counted(plans, 'plan')} of at most ${settings.jitCacheMaxEntries} in ${where}\n`)
    return 0
  })
}

function withoutPassword(url: string): string {
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}
