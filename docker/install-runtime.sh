#!/bin/sh
# What the program needs to run, and a user for it.
set -eu

apt-get update
apt-get install --yes --no-install-recommends \
  libboost-program-options1.74.0 libfmt9 librocksdb7.8 libspdlog1.10 libssl3 \
  libzmq5 libzstd1
rm -rf /var/lib/apt/lists/*
# One that no base image has, and that manifests can name.
useradd --uid 7411 --create-home aitherzero
mkdir -p /data /join
chown aitherzero: /data /join
