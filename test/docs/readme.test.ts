import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DjustError } from '../../src/index.ts'
import { freePort } from '../support/free-port.ts'
import { root } from '../support/source-files.ts'
import { openGuide, type Guide } from './support/guide.ts'

const text = readFileSync(`${root}README.md`, 'utf8')
const blocks = (language: string) =>
  Array.from(text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)).flatMap((match) => (match[1] === language ? [match[2]!] : []))

let guide: Guide
let folder: string
beforeAll(async () => {
  guide = await openGuide('quick-start.md')
  folder = mkdtempSync(join(root, 'test/docs/.tmp-'))
}, 60_000)
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await guide?.close()
})

test('the misspelt name of the first example is the error that is shown', async () => {
  const [template] = blocks('django')
  const [shown] = blocks('text')
  guide.write('templates/dashboard.html', template!.replace('lease.property.name', 'lease.propert.name'))
  const leases = (guide.values['Lease'] as { objects: unknown }).objects
  const error = await guide.djust.render('dashboard.html', { leases }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(DjustError)
  expect((error as DjustError).message.trim()).toBe(shown!.trim())
})

test('the first page is served as it is shown', async () => {
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules/djust'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  for (const [, body = '', file = ''] of text.matchAll(/^```\w+\n((?:\/\/|\{#) (\S+\.\w+)(?: #\})?\n[\s\S]*?)^```$/gm)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), body)
  }
  const env = { ...process.env, PORT: String(await freePort()), NODE_ENV: 'production' }
  const app = spawn(process.execPath, ['-C', 'djust-source', 'app.ts'], { cwd: folder, env })
  try {
    let said = ''
    for (const stream of [app.stdout, app.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()))
    await expect.poll(() => said, { timeout: 30_000 }).toMatch(/^http:/)
    const html = await (await fetch(said.trim())).text()
    const shown = blocks('html').find((block) => block.startsWith('<!-- the page'))!
    expect(words(html)).toBe(words(shown.replace(/^<!--.*?-->/, '')))
  } finally {
    app.kill()
  }
}, 60_000)

function words(html: string): string {
  return html.replaceAll(/\s+/g, ' ').trim()
}
