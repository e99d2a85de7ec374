/** Choices inside choices: each is lowered once, so the time grows with the text and not faster. */
export function literalsFirst(c: bool, x: u32): u32 {
  return min(
    c ? 1 : 2,
    min(
      c ? 1 : 2,
      min(
        c ? 1 : 2,
        min(
          c ? 1 : 2,
          min(
            c ? 1 : 2,
            min(
              c ? 1 : 2,
              min(
                c ? 1 : 2,
                min(
                  c ? 1 : 2,
                  min(
                    c ? 1 : 2,
                    min(
                      c ? 1 : 2,
                      min(
                        c ? 1 : 2,
                        min(
                          c ? 1 : 2,
                          min(
                            c ? 1 : 2,
                            min(
                              c ? 1 : 2,
                              min(
                                c ? 1 : 2,
                                min(
                                  c ? 1 : 2,
                                  min(
                                    c ? 1 : 2,
                                    min(
                                      c ? 1 : 2,
                                      min(
                                        c ? 1 : 2,
                                        min(
                                          c ? 1 : 2,
                                          min(
                                            c ? 1 : 2,
                                            min(
                                              c ? 1 : 2,
                                              min(
                                                c ? 1 : 2,
                                                min(
                                                  c ? 1 : 2,
                                                  min(
                                                    c ? 1 : 2,
                                                    min(
                                                      c ? 1 : 2,
                                                      min(
                                                        c ? 1 : 2,
                                                        min(
                                                          c ? 1 : 2,
                                                          min(c ? 1 : 2, min(c ? 1 : 2, x)),
                                                        ),
                                                      ),
                                                    ),
                                                  ),
                                                ),
                                              ),
                                            ),
                                          ),
                                        ),
                                      ),
                                    ),
                                  ),
                                ),
                              ),
                            ),
                          ),
                        ),
                      ),
                    ),
                  ),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

export function nothingExpected(c: bool, x: u32): u32 {
  const value = c
    ? c
      ? c
        ? c
          ? c
            ? c
              ? c
                ? c
                  ? c
                    ? c
                      ? c
                        ? c
                          ? c
                            ? c
                              ? c
                                ? c
                                  ? c
                                    ? c
                                      ? c
                                        ? c
                                          ? c
                                            ? c
                                              ? c
                                                ? c
                                                  ? c
                                                    ? c
                                                      ? c
                                                        ? c
                                                          ? c
                                                            ? c
                                                              ? x
                                                              : 0
                                                            : 1
                                                          : 2
                                                        : 0
                                                      : 1
                                                    : 2
                                                  : 0
                                                : 1
                                              : 2
                                            : 0
                                          : 1
                                        : 2
                                      : 0
                                    : 1
                                  : 2
                                : 0
                              : 1
                            : 2
                          : 0
                        : 1
                      : 2
                    : 0
                  : 1
                : 2
              : 0
            : 1
          : 2
        : 0
      : 1
    : 2;
  return value;
}
