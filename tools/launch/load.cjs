// Loads a bundle with the code that V8 compiled for it the last time: to read it all anew takes longer than the work itself.
// CommonJS, because that starts sooner too.
const { createHash } = require('node:crypto');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname } = require('node:path');
const { Script } = require('node:vm');

/** What the bundle exports, and `keep`, which stores the compiled code once it has run. Packages that are not in it are those of `from`. */
const loadBundle = (path, from = path) => {
  const text = readFileSync(path);
  const compiled = `${path}.${process.version}.bin`;
  // V8 itself only compares the length of the text.
  const digest = createHash('sha1').update(text).digest();
  const stored = existsSync(compiled) ? readFileSync(compiled) : Buffer.alloc(0);
  const cachedData = stored.subarray(0, digest.length).equals(digest) ? stored.subarray(digest.length) : undefined;

  // The bundler writes nothing but ASCII.
  const wrapper = `(function (exports, require, module, __filename, __dirname) {${text.latin1Slice()}\n})`;
  const script = new Script(wrapper, { filename: path, cachedData });
  const loaded = { exports: {} };
  script.runInThisContext()(loaded.exports, createRequire(from), loaded, path, dirname(path));
  const keep = () => {
    if (cachedData === undefined || script.cachedDataRejected) writeFileSync(compiled, Buffer.concat([digest, script.createCachedData()]));
  };
  return { exports: loaded.exports, keep };
};

module.exports = { loadBundle };
