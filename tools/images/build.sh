#!/usr/bin/env bash
# Builds the images of services without a registry: `tools/images/build.sh order-service …`, or all of them. Needs root, buildah and debootstrap.
# The base is a minimal Debian with this computer's Node; a Dockerfile is used as it is but for the name of its base.
set -euo pipefail
cd "$(dirname "$0")/../.."
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! buildah images --quiet platform-base >/dev/null 2>&1; then
  debootstrap --variant=minbase --include=ca-certificates bookworm "$work/root" http://deb.debian.org/debian >"$work/debootstrap.log" 2>&1 ||
    { tail -3 "$work/debootstrap.log" >&2; exit 1; }
  install -m 755 "$(readlink -f "$(command -v node)")" "$work/root/usr/local/bin/node"
  cp -r "$(dirname "$(readlink -f "$(command -v npm)")")/.." "$work/root/usr/local/lib/npm"
  ln -sf ../lib/npm/bin/npm-cli.js "$work/root/usr/local/bin/npm"
  # Whom this computer trusts, which may be a proxy of its network.
  cp /etc/ssl/certs/ca-certificates.crt "$work/root/etc/ssl/certs/ca-certificates.crt"
  container=$(buildah from scratch)
  buildah copy --quiet "$container" "$work/root" / >/dev/null
  buildah config --env PATH=/usr/local/bin:/usr/bin:/bin --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$container"
  buildah commit --quiet "$container" platform-base >/dev/null
  buildah rm "$container" >/dev/null
fi

# What is committed, without the rest of the folder.
git archive --format=tar HEAD | tar -x -C "$work" --one-top-level=context
for file in services/*/*/Dockerfile; do
  name=$(basename "$(dirname "$file")")
  [ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
  sed -E 's#^FROM [^ ]+#FROM localhost/platform-base#' "$file" >"$work/Dockerfile"
  buildah bud --quiet --layers --pull-never -f "$work/Dockerfile" -t "$name" "$work/context" >/dev/null
  container=$(buildah from "$name")
  mounted=$(buildah mount "$container")
  kilobytes=$(du -sk "$mounted/service" | cut -f1)
  # An image that starts says what settings it misses, and ends with 78.
  code=0
  buildah run "$container" -- node main.js >/dev/null 2>"$work/said" || code=$?
  buildah rm "$container" >/dev/null
  echo "$name: $((kilobytes / 1024)) MB beside the base, starts and ends with $code"
  [ "$kilobytes" -lt 20480 ] && [ "$code" -eq 78 ] || { cat "$work/said" >&2; exit 1; }
done
