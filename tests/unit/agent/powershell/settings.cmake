# The worker tests run a real PowerShell: the embedded host, or the one that
# AITHERZERO_TEST_PWSH names.
add_dependencies(${name} supervisor_host powershell_parts)
target_compile_definitions(${name} PRIVATE
  AITHERZERO_SUPERVISOR_HOST="$<TARGET_FILE:supervisor_host>"
  AITHERZERO_TEST_PARTS="${AITHERZERO_PARTS_DIR}")
