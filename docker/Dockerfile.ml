# polyray-ml, from its own sources alone.
ARG BASE=polyray-base
FROM ${BASE} AS build
COPY components/ml components/ml
# reads models that are baked in
COPY runtime/executor/tensor.ts runtime/executor/
COPY runtime/model runtime/model
# for example --debug
ARG BUILD_OPTIONS=
RUN --mount=type=cache,id=polyray-npm,target=/root/.npm \
    --mount=type=cache,id=polyray-ml,target=/polyray/.cache,sharing=locked \
    set -f && npm run build -- --only ml ${BUILD_OPTIONS}
# what would be published: component, glue, manifest and licence
RUN rm components/ml/dist/.stamp.json \
    && npm pack --silent --ignore-scripts --pack-destination /tmp ./components/ml \
    && tar -xzf /tmp/polyray-ml-*.tgz -C /

FROM scratch
COPY --from=build /package /
