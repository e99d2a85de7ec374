/**
 * TypeScript as the launcher has loaded it: stands for the package in the file that esbuild makes. Any
 * other way in costs a copy of TypeScript's 2,000 names for each file that imports it.
 *
 * Used by: `launch.mjs`.            Uses: what that has in scope.
 */

declare function loadTypeScript(): unknown;

export default loadTypeScript();
