/** Packages that publish an `import` condition only are resolved by it, but only after the default way failed: it breaks others. */
module.exports = (path, options) => {
  try {
    return options.defaultResolver(path, options);
  } catch (error) {
    if (path.startsWith('.')) throw error;
    return options.defaultResolver(path, { ...options, conditions: ['node', 'import', 'default'] });
  }
};
