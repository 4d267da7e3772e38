import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/**
 * Packs the built package, installs it in an empty folder as README.md says, writes there the files of README's first
 * page, checks their types against the package's own declarations, starts the app and reads the page it serves.
 */
const root = join(import.meta.dirname, '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const section = readme.split(/^## /m).find((part) => part.startsWith('A first page')) ?? fail('README.md has no section "A first page"')

const folder = mkdtempSync(join(tmpdir(), 'djust-package-'))
let app: ChildProcess | undefined
try {
  install()
  for (const [file, text] of filesOf(section)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  checkTypes(folder)
  commandLine()
  const html = await firstPage()
  const expected = block('html', /^<!-- .*the page/) ?? fail('README.md shows no page')
  if (words(html) !== words(expected)) fail(`the page is not the one README.md shows:\n${html}`)
  console.log(html.trim())
} finally {
  app?.kill()
  rmSync(folder, { recursive: true, force: true })
}

function install(): void {
  const line = /^npm install djust(?<others>( \S+)+)$/m.exec(section) ?? fail('README.md has no line "npm install djust …"')
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root)) as {
    filename: string
  }[]
  if (!packed) fail('npm pack made no file')
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  const { devDependencies: versions } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>
  }
  const types = ['@types/node', '@types/express'].map((name) => `${name}@${versions[name]}`)
  const packages = [`./${packed.filename}`, ...(line.groups?.['others'] ?? '').trim().split(' '), ...types]
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages], folder)
}

function checkTypes(project: string): void {
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2024',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    allowImportingTsExtensions: true,
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  run(join(root, 'node_modules/.bin/tsc'), ['-p', '.'], project)
}

/** The `djust` command as npm links it. */
function commandLine(): void {
  writeFileSync(join(folder, 'hello.html'), '<p>{{ name }}</p>')
  writeFileSync(join(folder, 'hello.json'), '{ "name": "<you>" }')
  const html = run('npx', ['djust', 'render', 'hello.html', 'hello.json'], folder)
  if (html !== '<p>&lt;you&gt;</p>') fail(`npx djust render printed ${html}`)
  run('npx', ['djust', 'check', 'hello.html'], folder)
  // An application of its own, with a config that Node itself reads.
  const app = join(folder, 'rentals')
  cpSync(join(root, 'test/docs/app'), app, { recursive: true })
  expectOutput(run('npx', ['djust', 'check'], app), 'DashboardView  rentals/dashboard.html  1 statement')
  expectOutput(run('npx', ['djust', 'warmup'], app), 'JIT cache warmed up! 2 views')
  expectOutput(run('npx', ['djust', 'cache', 'stats'], app), '2 plans of at most 1000 in the filesystem cache')
  expectOutput(run('npx', ['djust', 'doctor'], app), 'ok    config')
  expectOutput(run('npx', ['djust', 'explain', 'DashboardView', '--stage', 'sql'], app), 'inner join "users"')
  expectOutput(run('npx', ['djust', 'types'], app), 'template-types.ts: 2 views')
  checkTypes(app)
}

function expectOutput(output: string, part: string): void {
  if (!output.includes(part)) fail(`a command did not print "${part}" but:\n${output}`)
}

async function firstPage(): Promise<string> {
  const port = await freePort()
  let said = ''
  app = spawn(process.execPath, ['app.ts'], { cwd: folder, env: { ...process.env, PORT: String(port) } })
  app.stdout?.on('data', (text: Buffer) => (said += text.toString()))
  app.stderr?.on('data', (text: Buffer) => (said += text.toString()))
  for (let tries = 0; tries < 100 && app.exitCode === null; tries++) {
    const response = await fetch(`http://localhost:${port}/`).catch(() => null)
    if (response?.ok) return response.text()
    if (response) fail(`the page answers ${response.status}:\n${await response.text()}\n${said}`)
    await setTimeout(100)
  }
  return fail(`the app did not start:\n${said}`)
}

/** Code blocks whose first line is a comment with the name of a file: `// app.ts`, `{# templates/home.html #}`. */
function filesOf(markdown: string): Map<string, string> {
  const blocks = Array.from(markdown.matchAll(/^```\w+\n((?:\/\/|\{#) (\S+\.\w+)(?: #\})?\n[\s\S]*?)^```$/gm))
  return new Map(blocks.map(([, text, file]) => [file ?? '', text ?? '']))
}

function block(language: string, start: RegExp): string | undefined {
  const blocks = Array.from(section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm))
  return blocks.find(([, name, text]) => name === language && start.test(text ?? ''))?.[2]?.replace(/^<!-- .*?-->\n/, '')
}

function words(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ')
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

function run(command: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    return fail(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`)
  }
}

function fail(message: string): never {
  throw new Error(message)
}
