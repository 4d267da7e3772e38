/** A request as the cases describe it. */
export interface CaseRequest {
  readonly path: string
}

export function requestOf({ path, ...rest }: CaseRequest): Record<string, unknown> {
  const url = new URL(path, 'http://testserver')
  return { ...rest, path: url.pathname, url: url.href, query: url.searchParams, method: 'GET' }
}
