import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { createDjust } from '../../src/engine/djust.ts'
import { readSettings, settings, type Settings } from '../../src/engine/settings.ts'

const defaults = readSettings({}, {})
const messageOf = (action: () => unknown): string => {
  try {
    action()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('nothing was thrown')
}

test('defaults', () => {
  expect(defaults).toEqual({
    jitSerialization: true,
    jitDebug: false,
    jitCacheBackend: 'filesystem',
    jitCacheDir: `${process.cwd()}/node_modules/.cache/djust`,
    jitRedisUrl: 'redis://localhost:6379/0',
    jitCacheMaxEntries: 1000,
    jitCacheSecret: '',
  })
})

test('the default folder is that of the nearest package, and of the folder itself outside of any', () => {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'djust-package-')))
  mkdirSync(join(place, 'package/src/deep'), { recursive: true })
  mkdirSync(join(place, 'elsewhere'))
  writeFileSync(join(place, 'package/package.json'), '{}')
  const defaultIn = (folder: string): string => {
    const spy = vi.spyOn(process, 'cwd').mockReturnValue(join(place, folder))
    const { jitCacheDir } = readSettings({}, {})
    spy.mockRestore()
    return jitCacheDir
  }
  expect(defaultIn('package')).toBe(join(place, 'package/node_modules/.cache/djust'))
  expect(defaultIn('package/src/deep')).toBe(join(place, 'package/node_modules/.cache/djust'))
  expect(defaultIn('elsewhere')).toBe(join(place, 'elsewhere/node_modules/.cache/djust'))
  rmSync(place, { recursive: true })
})

const given: { readonly [Name in keyof Settings]: readonly [text: string, value: Settings[Name], other: Settings[Name]] } = {
  jitSerialization: ['false', false, true],
  jitDebug: ['1', true, false],
  jitCacheBackend: ['redis', 'redis', 'memory'],
  jitCacheDir: ['/var/cache/djust', '/var/cache/djust', 'plans'],
  jitRedisUrl: ['redis://cache.example.com:6380/2', 'redis://cache.example.com:6380/2', 'rediss://other.example.com'],
  jitCacheMaxEntries: ['50', 50, 7],
  jitCacheSecret: ['a secret of the environment', 'a secret of the environment', 'a secret of the options'],
}

describe.each(Object.entries(given))('%s', (name, [text, value, other]) => {
  const { variable } = settings[name as keyof Settings]
  test('its variable is read, and an option wins over it', () => {
    expect(readSettings({}, { [variable]: text })).toEqual({ ...defaults, [name]: value })
    expect(readSettings({ [name]: other }, { [variable]: text })).toEqual({ ...defaults, [name]: other })
    expect(readSettings({}, { [variable]: '' })).toEqual(defaults)
    expect(createDjust({ [name]: other }).settings).toMatchObject({ [name]: other })
  })
  test('its variable is named after it', () => {
    expect(variable).toBe(`DJUST_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`)
  })
})

test.each<[keyof Settings, unknown, string]>([
  ['jitSerialization', 'yes', "createDjust: jitSerialization is 'yes', but must be true or false"],
  ['jitDebug', 1, 'createDjust: jitDebug is 1, but must be true or false'],
  [
    'jitCacheBackend',
    'file',
    "createDjust: jitCacheBackend is 'file', but must be 'memory', 'filesystem' or 'redis'\n\nThere is: filesystem, memory, redis.",
  ],
  [
    'jitCacheBackend',
    'reddis',
    `createDjust: jitCacheBackend is 'reddis', but must be 'memory', 'filesystem' or 'redis'\n\nDid you mean "redis"?`,
  ],
  ['jitCacheDir', '', "createDjust: jitCacheDir is '', but must be the path of a folder"],
  [
    'jitRedisUrl',
    'localhost:6379',
    "createDjust: jitRedisUrl is 'localhost:6379', but must be an address such as 'redis://localhost:6379/0'",
  ],
  [
    'jitRedisUrl',
    'https://app:p:ss@word@cache.example.com',
    "createDjust: jitRedisUrl is 'https://app:…@cache.example.com', but must be an address such as 'redis://localhost:6379/0'",
  ],
  ['jitCacheMaxEntries', 0, 'createDjust: jitCacheMaxEntries is 0, but must be a whole number from 1 to 1000000'],
  ['jitCacheSecret', 17, 'createDjust: jitCacheSecret is a number, but must be at least 16 characters that nobody can guess'],
  ['jitCacheSecret', 'short', 'createDjust: jitCacheSecret is too short, but must be at least 16 characters that nobody can guess'],
])('option %s: %j', (name, value, message) => {
  expect(messageOf(() => createDjust({ [name]: value }))).toBe(message)
})

test.each([
  ['DJUST_JIT_DEBUG', 'maybe', "The environment variable DJUST_JIT_DEBUG is 'maybe', but must be true or false"],
  [
    'DJUST_JIT_CACHE_BACKEND',
    'filesytem',
    `The environment variable DJUST_JIT_CACHE_BACKEND is 'filesytem', but must be memory, filesystem or redis\n\nDid you mean "filesystem"?`,
  ],
  [
    'DJUST_JIT_CACHE_MAX_ENTRIES',
    '1e3',
    "The environment variable DJUST_JIT_CACHE_MAX_ENTRIES is '1e3', but must be a whole number from 1 to 1000000",
  ],
  [
    'DJUST_JIT_REDIS_URL',
    'app:pass-word@cache.example.com:6379',
    "The environment variable DJUST_JIT_REDIS_URL is 'app:…@cache.example.com:6379', but must be an address such as redis://localhost:6379/0",
  ],
  [
    'DJUST_JIT_CACHE_SECRET',
    'hunter2',
    'The environment variable DJUST_JIT_CACHE_SECRET is too short, but must be at least 16 characters that nobody can guess',
  ],
  [
    'DJUST_JIT_CACHE_BACKND',
    'redis',
    'djust does not know the environment variable DJUST_JIT_CACHE_BACKND\n\nDid you mean "DJUST_JIT_CACHE_BACKEND"?',
  ],
])('variable %s: %j', (variable, value, message) => {
  expect(messageOf(() => readSettings({}, { [variable]: value }))).toBe(message)
})
