{{/* The server's container, without its name */}}
{{- define "joinall.container" -}}
image: {{ include "joinall.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{- with .Values.jvmOptions }}
# As in the image; a later option overrides an earlier one.
command:
  - java
  - "@/app/jvm.options"
  {{- toYaml . | nindent 2 }}
  - -jar
  - /app/joinall.jar
{{- end }}
env:
  - name: JOINALL_CONFIG
    value: /etc/joinall/joinall.yaml
  {{- if not .Values.reload }}
  - name: JOINALL_RELOAD
    value: "off"
  {{- end }}
  - name: JOINALL_SHUTDOWN_PAUSE
    value: {{ printf "%ds" (int .Values.shutdown.pauseSeconds) }}
  - name: JOINALL_SHUTDOWN_GRACE
    value: {{ printf "%ds" (int .Values.shutdown.graceSeconds) }}
  {{- range $name, $value := .Values.env }}
  - name: {{ $name }}
    {{- include "joinall.variable" (dict "value" $value) | nindent 4 }}
  {{- end }}
{{- with .Values.envFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
ports:
  - name: http
    containerPort: 8080
  - name: management
    containerPort: 8081
startupProbe:
  httpGet:
    path: /actuator/health/liveness
    port: management
  {{- toYaml .Values.probes.startup | nindent 2 }}
livenessProbe:
  httpGet:
    path: /actuator/health/liveness
    port: management
  {{- toYaml .Values.probes.liveness | nindent 2 }}
readinessProbe:
  httpGet:
    path: /actuator/health/readiness
    port: management
  {{- toYaml .Values.probes.readiness | nindent 2 }}
{{- with .Values.shutdown.preStopSeconds }}
lifecycle:
  preStop:
    sleep:
      seconds: {{ . }}
{{- end }}
# "kubectl describe pod" shows the problems of an invalid file.
terminationMessagePolicy: FallbackToLogsOnError
resources:
  {{- toYaml .Values.resources | nindent 2 }}
securityContext:
  {{- toYaml .Values.securityContext | nindent 2 }}
volumeMounts:
  # Mounts the folder: with a subPath the file would never change.
  - name: config
    mountPath: /etc/joinall
    readOnly: true
  - name: tmp
    mountPath: /tmp
  {{- with .Values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
