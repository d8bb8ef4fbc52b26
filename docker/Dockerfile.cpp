# polyray-cpp, from its own sources alone.
ARG BASE=polyray-base
FROM ${BASE} AS build
COPY components/cpp components/cpp
COPY cpp_plugins cpp_plugins
# for example --without-fftw, or --fftw with the tarball's URL
ARG BUILD_OPTIONS=
RUN --mount=type=cache,id=polyray-npm,target=/root/.npm \
    --mount=type=cache,id=polyray-cpp,target=/polyray/.cache,sharing=locked \
    set -f && npm run build -- --only cpp ${BUILD_OPTIONS}
# what would be published: component, glue, manifest and licence, which a script of its own has right
RUN rm components/cpp/dist/.stamp.json \
    && npm pack --silent --pack-destination /tmp ./components/cpp \
    && tar -xzf /tmp/polyray-cpp-*.tgz -C /

FROM scratch
COPY --from=build /package /
