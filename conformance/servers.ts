import { connect } from 'node:net'

/** A server that pages or tests can use. */
export interface Server {
  readonly title: string
  /** The environment variable that says where it is. */
  readonly variable: string
  readonly url: string
  readonly defaultPort: number
}

export const servers = {
  postgres: serverAt('PostgreSQL', 'DJUST_POSTGRES_URL', 'postgresql://postgres@127.0.0.1:5432/postgres'),
  mariadb: serverAt('MariaDB', 'DJUST_MARIADB_URL', 'mariadb://root@127.0.0.1:3306/test'),
} as const

export function serverAt(title: string, variable: string, defaultUrl: string): Server {
  return { title, variable, url: process.env[variable] || defaultUrl, defaultPort: Number(new URL(defaultUrl).port) }
}

/** Why nothing answers there, as one sentence; undefined where something does, whatever it thinks of a login. */
export async function whySilent(server: Server): Promise<string | undefined> {
  const { hostname, port } = new URL(server.url)
  const reason = await new Promise<string | undefined>((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || server.defaultPort, timeout: 3000 })
    const answer = (problem?: string): void => {
      socket.destroy()
      resolve(problem)
    }
    socket.once('connect', () => answer())
    socket.once('timeout', () => answer('no answer in 3 seconds'))
    socket.once('error', (error: NodeJS.ErrnoException) => answer(error.message || error.code))
  })
  return reason === undefined ? undefined : unreachable(server, reason)
}

export function unreachable({ title, url, variable }: Server, reason: string): string {
  return `${title} can't be reached at ${withoutPassword(url)}: ${reason}. Start it, or say where one is by ${variable}.`
}

function withoutPassword(url: string): string {
  return url.replace(/(:\/\/[^/@:]*):[^/@]*@/, '$1@')
}
