/** The same random inputs in every run, so that a mutant is not killed today and alive tomorrow. */
import fc from 'fast-check';

fc.configureGlobal({ seed: 1 });
