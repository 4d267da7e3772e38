import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { root } from '../support/source-files.ts'

interface Locked {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly hasInstallScript?: boolean
  readonly link?: boolean
}

const text = readFileSync(root + 'package-lock.json', 'utf8')
const packages = Object.entries((JSON.parse(text) as { packages: Record<string, Locked> }).packages).filter(([path]) => path !== '')
const manifest = JSON.parse(readFileSync(root + 'package.json', 'utf8')) as {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  allowScripts: Record<string, boolean>
}

test('the lock file names no registry: whoever installs chooses where from', () => {
  expect(packages.filter(([, entry]) => entry.resolved !== undefined || entry.link).map(([path]) => path)).toEqual([])
  expect(packages.length).toBeGreaterThan(100)
})

test('everything in the lock file has a hash', () => {
  expect(packages.filter(([, entry]) => !entry.integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual([])
})

test('dependencies are exact versions', () => {
  const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
})

test('only node may run a script when it is installed', () => {
  expect(manifest.allowScripts).toEqual({ node: true })
})
