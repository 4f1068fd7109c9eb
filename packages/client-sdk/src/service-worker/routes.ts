import type { OtsyPushOptions } from './scope'

type Routes = NonNullable<OtsyPushOptions['routes']>

/**
 * Where the app has its pages, as the address says that the ready worker was registered with:
 * `/otsy-sw.js?chat=/talk/{id}&order=/bag?no={id}`, encoded.
 */
export function routesOf(script: string): Routes {
  const { searchParams } = new URL(script)
  const route = (name: keyof Routes) => {
    const pattern = searchParams.get(name)
    if (pattern === null) return {}
    return { [name]: (id: string) => pattern.replace('{id}', () => encodeURIComponent(id)) }
  }
  return { ...route('chat'), ...route('order') }
}
