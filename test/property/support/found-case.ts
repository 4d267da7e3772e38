import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { PropertyCase } from './page-case.ts'

const folder = new URL('../found/', import.meta.url)

/** Cases that were wrong once, as the property printed them, by the name of their file. */
export function foundCases(): [name: string, one: PropertyCase][] {
  const files = (existsSync(folder) ? readdirSync(folder) : []).filter((name) => name.endsWith('.json'))
  return files.map((name) => [
    name.replace('.json', '').replaceAll('-', ' '),
    JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as PropertyCase,
  ])
}

/** The text of such a file. */
export function foundFile(one: PropertyCase): string {
  return `Keep it as test/property/found/what-is-wrong.json:\n${JSON.stringify(one)}\n`
}
