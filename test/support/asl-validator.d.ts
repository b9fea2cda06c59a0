/** The part of asl-validator that the tests use; the package's own types do not resolve under `nodenext`. */
declare module 'asl-validator' {
  const validate: (
    definition: unknown,
    options?: { readonly checkArn?: boolean; readonly checkPaths?: boolean },
  ) => { readonly isValid: boolean; readonly errorsText: (separator?: string) => string };
  export = validate;
}
