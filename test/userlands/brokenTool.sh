#!/bin/sh
# A tool whose libraries are not in the image, as the dynamic loader of glibc says it.
echo "${0##*/}: error while loading shared libraries: libc.so.6: cannot open shared object file: No such file or directory" >&2
exit 127
