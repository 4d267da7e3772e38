import { isPlainObject } from '../util/plain-object.ts'
import { expressionNode } from './expression.ts'
import { expressionShape } from './expression-node.ts'
import type { QueryState, ValuesState } from './query-state.ts'

/**
 * Text that is the same only for queries of one entity whose SQL is the same apart from parameters. It needs no model,
 * so that a compiled statement is found without checking the query again.
 */
export function queryShape(state: QueryState): string {
  let out = conditionShape(state) + (state.values ? valuesShape(state.values) : '')
  out += ordersShape(state.orderBy)
  if (state.offset > 0) out += ';offset'
  if (state.limit !== undefined) out += ';limit'
  if (state.distinct) out += ';distinct'
  if (state.none) out += ';none'
  if (state.collation === 'database') out += ';database'
  if (state.among) out += `;among${JSON.stringify(state.among.sql)}`
  return `${out};${state.result}`
}

/** The part of `queryShape` that the conditions and annotations are. */
export function conditionShape(state: QueryState): string {
  let out = ''
  for (const { kind, condition } of state.where) out += `${kind === 'filter' ? 'f' : 'x'}${valueShape(condition)}`
  return out + annotationsShape(state.annotations)
}

function ordersShape(orderBy: QueryState['orderBy']): string {
  let out = ''
  for (const { path, descending, nulls } of orderBy) {
    out += `;o${descending ? '-' : '+'}${nulls ?? ''}`
    for (const name of path) out += `.${nameShape(name)}`
  }
  return out
}

function valuesShape({ names, annotations, where, orderBy, offset, limit, distinct, counted, reversed }: ValuesState): string {
  let out = `;v${names.map(nameShape).join(',')}${annotationsShape(annotations)}${distinct ? ';distinct' : ''}${counted ? ';counted' : ''}${reversed ? ';reversed' : ''}${offset > 0 ? ';offset' : ''}`
  for (const { kind, condition } of where) out += `${kind === 'filter' ? 'f' : 'x'}${valueShape(condition)}`
  return `${out}${ordersShape(orderBy)}${limit === undefined ? '' : ';limit'};`
}

function annotationsShape(annotations: QueryState['annotations']): string {
  let out = ''
  for (const [name, node] of annotations) out += `;a${nameShape(name)}=${expressionShape(node, valueShape)}`
  return out
}

function valueShape(value: unknown, key?: string): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) {
    if (key !== 'and' && key !== 'or')
      return value.some((item) => expressionNode(item)) ? `[${value.map((item) => valueShape(item)).join(',')}]` : '[]'
    return `[${value.map((item) => valueShape(item)).join(',')}]`
  }
  const node = expressionNode(value)
  if (node) return `=${expressionShape(node, valueShape)}`
  if (!isPlainObject(value)) return key === 'isNull' && typeof value === 'boolean' ? String(value) : '?'
  let out = '{'
  for (const name of Object.keys(value)) out += `${nameShape(name)}:${valueShape(value[name], name)},`
  return `${out}}`
}

// A key that came from outside must not be able to look like another query's shape.
function nameShape(name: string): string {
  return /^[\w$.]+$/.test(name) ? name : JSON.stringify(name)
}
