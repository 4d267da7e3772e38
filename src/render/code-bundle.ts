import { createHash } from 'node:crypto'
import { cachedDataVersionTag } from 'node:v8'
import { Script } from 'node:vm'

/** A unit's code as a function of its constants and the runtime. */
export type UnitFactory = (constants: readonly unknown[], runtime: object) => unknown

/** What stands before the text and the machine code in the bytes of a bundle. */
interface Head {
  /** Of the V8 that made it, its flags, and all that follows. */
  readonly key: string
  /** Lengths of the units' sources, in the order they stand in. */
  readonly units: readonly number[]
}

/**
 * Generated code compiled beforehand: the sources of units, and what V8 made of them. It only ever replaces the compilation of
 * a source that is in it letter by letter, so a bundle of other templates or of another version of djust changes nothing.
 */
export class CodeBundle {
  readonly #factories: ReadonlyMap<string, UnitFactory>

  private constructor(factories: ReadonlyMap<string, UnitFactory>) {
    this.#factories = factories
  }

  /** Null where the bytes are damaged, or were made by another V8 or with other flags. */
  static read(bytes: Uint8Array): CodeBundle | null {
    const parts = split(bytes)
    if (!parts) return null
    const { units, source, cachedData } = parts
    const sources: string[] = []
    for (let at = 0, i = 0; i < units.length; i++) sources.push(source.slice(at, (at += units[i] as number)))
    const script = new Script(scriptOf(sources), { cachedData })
    if (script.cachedDataRejected !== false) return null
    const factories = script.runInThisContext() as readonly UnitFactory[]
    return new CodeBundle(new Map(sources.map((each, i) => [each, factories[i] as UnitFactory])))
  }

  factory(source: string): UnitFactory | undefined {
    return this.#factories.get(source)
  }
}

/** The bytes of a bundle of these units' sources. */
export function writeBundle(sources: readonly string[]): Uint8Array {
  const script = new Script(scriptOf(sources))
  // Only what has run is sure to be compiled.
  script.runInThisContext()
  const cachedData = script.createCachedData()
  const text = Buffer.from(sources.join(''))
  const units = sources.map((source) => source.length)
  const head: Head = { key: keyOf(units, text, cachedData), units }
  const headBytes = Buffer.from(JSON.stringify(head))
  const lengths = Buffer.alloc(8)
  lengths.writeUInt32LE(headBytes.length, 0)
  lengths.writeUInt32LE(text.length, 4)
  return Buffer.concat([lengths, headBytes, text, cachedData])
}

function split(bytes: Uint8Array): { readonly units: readonly number[]; readonly source: string; readonly cachedData: Buffer } | null {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (all.length < 8) return null
  const textAt = 8 + all.readUInt32LE(0)
  const dataAt = textAt + all.readUInt32LE(4)
  if (dataAt > all.length) return null
  const text = all.subarray(textAt, dataAt)
  const cachedData = all.subarray(dataAt)
  const head = parseHead(all.toString('utf8', 8, textAt))
  return head !== null && head.key === keyOf(head.units, text, cachedData)
    ? { units: head.units, source: text.toString('utf8'), cachedData }
    : null
}

function parseHead(text: string): Head | null {
  try {
    return JSON.parse(text) as Head
  } catch {
    return null
  }
}

function keyOf(units: readonly number[], text: Buffer, cachedData: Buffer): string {
  return createHash('sha256')
    .update(`${process.versions.v8} ${cachedDataVersionTag()} ${JSON.stringify(units)} ${text.length}\n`)
    .update(text)
    .update(cachedData)
    .digest('hex')
}

/** Parenthesised functions are compiled with the script. */
function scriptOf(sources: readonly string[]): string {
  return `[${sources.map((source) => `(function(K,R){${source}\n})`).join(',\n')}]`
}
