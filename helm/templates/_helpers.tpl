{{/* 51 characters, so that names with the suffix "-management" have at most 63 */}}
{{- define "joinall.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- default $full .Values.fullnameOverride | trunc 51 | trimSuffix "-" -}}
{{- end }}

{{/* The selector of this release's objects; immutable with a component */}}
{{- define "joinall.selector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "joinall.serverSelector" -}}
{{ include "joinall.selector" . }}
app.kubernetes.io/component: server
{{- end }}

{{- define "joinall.labels" -}}
{{ include "joinall.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | replace "+" "_" | trunc 63 | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "joinall.serverLabels" -}}
{{ include "joinall.labels" . }}
app.kubernetes.io/component: server
{{- end }}

{{- define "joinall.serviceAccount" -}}
{{- default (ternary (include "joinall.fullname" .) "default" .Values.serviceAccount.create) .Values.serviceAccount.name -}}
{{- end }}

{{- define "joinall.configMap" -}}
{{- default (include "joinall.fullname" .) .Values.existingConfigMap -}}
{{- end }}

{{- define "joinall.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end }}

{{/* The maximum time of a shutdown, and ten seconds for the JVM to close its connections */}}
{{- define "joinall.terminationGracePeriodSeconds" -}}
{{- with .Values.shutdown -}}
{{ add .preStopSeconds .pauseSeconds .graceSeconds 10 }}
{{- end -}}
{{- end }}

{{/* A variable: a string, or a reference to its source */}}
{{- define "joinall.variable" -}}
{{- if kindIs "string" .value -}}
value: {{ .value | quote }}
{{- else -}}
valueFrom:
  {{- toYaml .value | nindent 2 }}
{{- end -}}
{{- end }}

{{/* Checks that the schema can't express, before anything is installed */}}
{{- define "joinall.validate" -}}
{{- $own := dict "JOINALL_CONFIG" "config" "JOINALL_RELOAD" "reload" "JOINALL_SHUTDOWN_PAUSE" "shutdown.pauseSeconds" "JOINALL_SHUTDOWN_GRACE" "shutdown.graceSeconds" -}}
{{- range $name, $value := $own -}}
{{- if hasKey $.Values.env $name -}}
{{- fail (printf "env.%s: set %s instead, the chart makes the variable of it" $name $value) -}}
{{- end -}}
{{- end -}}
{{- range $name := list "SERVER_PORT" "MANAGEMENT_SERVER_PORT" -}}
{{- if hasKey $.Values.env $name -}}
{{- fail (printf "env.%s: the pods' ports are 8080 and 8081; service.port is the one that others see" $name) -}}
{{- end -}}
{{- end -}}
{{- if not (or .Values.existingConfigMap (trim .Values.config)) -}}
{{- fail "config is empty: give a file, for example --set-file config=joinall.yaml" -}}
{{- end -}}
{{- with .Values.autoscaling -}}
{{- if and .enabled .cpu (not (dig "requests" "cpu" "" $.Values.resources)) -}}
{{- fail "autoscaling.cpu is a percentage of resources.requests.cpu, and there is none" -}}
{{- end -}}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) -}}
{{- fail "autoscaling.minReplicas is greater than autoscaling.maxReplicas" -}}
{{- end -}}
{{- if and .enabled (not .cpu) (not .metrics) -}}
{{- fail "autoscaling needs a metric: autoscaling.cpu or autoscaling.metrics" -}}
{{- end -}}
{{- end -}}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) -}}
{{- fail "httpRoute.parentRefs is empty: name a gateway, for example [{ name: public, namespace: gateways }]" -}}
{{- end -}}
{{- if and (eq (toString .Values.rollingUpdate.maxSurge) "0") (eq (toString .Values.rollingUpdate.maxUnavailable) "0") -}}
{{- fail "rollingUpdate.maxSurge and rollingUpdate.maxUnavailable are both 0: no pod could ever be replaced" -}}
{{- end -}}
{{- if and .Values.shutdown.preStopSeconds (semverCompare "<1.30.0-0" .Capabilities.KubeVersion.Version) -}}
{{- fail (printf "shutdown.preStopSeconds needs Kubernetes 1.30, this is %s" .Capabilities.KubeVersion.Version) -}}
{{- end -}}
{{- end }}
