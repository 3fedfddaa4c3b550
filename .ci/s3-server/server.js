// Starts the S3 server of the tests: node --openssl-legacy-provider server.js FOLDER BUCKET...
// It takes a free port of this machine, says which, and checks signatures of version 4 against the key that it has built in.
'use strict'

const path = require('node:path')

const [installed, folder, ...buckets] = process.argv.slice(2)
const s3rver = path.join(installed, 'node_modules', '@20minutes', 's3rver')
const S3rver = require(s3rver)
const v4 = require(path.join(s3rver, 'lib', 'signature', 'v4'))

const server = new S3rver({
  address: '127.0.0.1',
  port: 0,
  directory: folder,
  silent: true,
  vhostBuckets: false,
  configureBuckets: buckets.map(name => ({ name, configs: [] })),
})

// A signature covers the path as it was sent. The server puts it together from its parts instead, and loses the slash behind a bucket's name.
const sent = new WeakMap()
const handle = server.callback()
server.callback = () => (request, response) => {
  sent.set(request.headers, request.url.split('?')[0])
  handle(request, response)
}
const stringToSign = v4.getStringToSign
v4.getStringToSign = (canonical, request) => stringToSign({ ...canonical, uri: sent.get(canonical.headers) ?? canonical.uri }, request)

server.run().then(
  address => console.log(`listening on ${address.port}`),
  failure => {
    console.error(failure)
    process.exit(1)
  },
)

// Whoever started it may be killed; its end closes this pipe.
process.stdin.resume().on('end', () => process.exit(0))
