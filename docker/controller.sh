#!/bin/sh
# Makes a join token for agents that share the volume /join, then becomes the
# controller. JOIN_ENDPOINT is where agents reach it.
set -eu

umask 077
if [ ! -s /join/token ]; then
  aitherzero keys token --reusable --minutes 525600 --keys /data/keys \
    --controller "${JOIN_ENDPOINT:-tcp://controller:7411}" >/join/token.new
  # Agents must not read half of it.
  mv /join/token.new /join/token
fi
exec aitherzero controller --data /data/controller --keys /data/keys "$@"
