/**
 * The text of an array of PostgreSQL. Drivers would write a JavaScript array as well, but PGlite's only knows the
 * types that were there when it started.
 */
export function postgresArray(values: readonly unknown[]): string {
  // Keys mostly are numbers.
  if (values.every(Number.isFinite)) return `{${values.join(',')}}`
  return `{${values.map(element).join(',')}}`
}

function element(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return postgresArray(value)
  if (ArrayBuffer.isView(value)) return `"\\\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}"`
  return `"${textOf(value).replace(/["\\]/g, String.raw`\$&`)}"`
}

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'string') return value
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value)
}
