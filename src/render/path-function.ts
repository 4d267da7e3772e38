import { quote } from './code-writer.ts'
import { propertyAccess, type UnitCode } from './unit-code.ts'

/**
 * One function for each distinct dotted path and use of it. It reads every step once, by a constant name, as long as what it
 * reads are plain objects; anything else goes with what was read to the slow continuation, which knows all the rules.
 *
 * - `html`: the text to print, escaped; `text`: the same without escaping
 * - `value`: the value, `''`-like text for what is missing; `orNull`: null for it; `orMissing`: undefined for it
 * - `operand`: as `orNull`, and `failure` where reading throws
 */
export type PathForm = 'html' | 'text' | 'value' | 'orNull' | 'orMissing' | 'operand'

/** What the slow continuation knows of a path. */
export interface PathInfo {
  readonly bits: readonly string[]
  /** Whether the first bit is a name of the context; else the value it starts from is given. */
  readonly fromContext: boolean
}

const mostSteps = 12

/** Defines the path function in the unit and gives its name. */
export function definePathFunction(
  unit: UnitCode,
  bits: readonly string[],
  fromContext: boolean,
  form: PathForm,
  typedNames: ReadonlySet<string>,
): string {
  return unit.define([form, ...bits].join('_'), pathFunctionCode(unit, bits, fromContext, form, typedNames))
}

function pathFunctionCode(
  unit: UnitCode,
  bits: readonly string[],
  fromContext: boolean,
  form: PathForm,
  typedNames: ReadonlySet<string>,
): string {
  const infoName = unit.path(bits, fromContext)
  const steps = fromContext ? bits : bits.slice(1)
  if (steps.length > mostSteps) return `x=>{try{return R.${form}(${infoName},x)}catch(e){return R.${form}Failed(e)}}`
  const reads: string[] = []
  const tests: string[] = []
  let last = 'x'
  steps.forEach((bit, i) => {
    if (i > 0 || !fromContext) tests.push(i > 0 ? `typeof(${reads[i - 1]})==='object'&&${last}!==null` : `typeof x==='object'&&x!==null`)
    const read = `v${i}`
    reads.push(`${read}=${readCode(unit, last, bit, typedNames)}`)
    last = read
  })
  const final = reads.at(-1) ?? 'x'
  const [test, result] =
    form === 'html' || form === 'text'
      ? [`typeof(${final})==='string'`, form === 'html' ? `E(${last})` : last]
      : [`(${final})!==void 0&&typeof ${last}!=='function'`, last]
  const number = form === 'html' || form === 'text' ? `typeof ${last}==='number'?N(${last}):` : ''
  const variables = steps.map((_, i) => `v${i}`)
  const declared = variables.length > 0 ? `let ${variables.join(',')};` : ''
  const slow = `R.${form}(${[infoName, 'x', ...variables].join(',')})`
  return `x=>{${declared}try{return ${[...tests, test].join('&&')}?${result}:${number}${slow}}catch(e){return R.${form}Failed(e)}}`
}

/** Maps have a property `size` that an entry of that name goes before. */
function readCode(unit: UnitCode, object: string, bit: string, typedNames: ReadonlySet<string>): string {
  if (bit === 'size' || bit === '') return `R.read(${object},${quote(bit)})`
  const read = /^(?:0|[1-9]\d{0,8})$/.test(bit) ? `${object}[${bit}]` : `${object}${propertyAccess(bit)}`
  if (!typedNames.has(bit)) return read
  const convert = unit.define(
    'typed',
    `(x,v)=>{let f;return v===void 0?v:(f=x[R.templateFields])===void 0?R.unseen(x,${quote(bit)},v):typeof(f=f${propertyAccess(bit)})!=='function'?v:f(v)}`,
  )
  return `${convert}(${object},${read})`
}
