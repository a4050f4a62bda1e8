# The supervisor tests need a program that becomes a supervisor, and children
# that misbehave; one small executable is both.
add_executable(supervisor_host "${CMAKE_SOURCE_DIR}/tests/support/supervisor_host.cpp")
target_link_libraries(supervisor_host PRIVATE az_agent_process)
add_dependencies(${name} supervisor_host)
target_compile_definitions(${name} PRIVATE
  AITHERZERO_SUPERVISOR_HOST="$<TARGET_FILE:supervisor_host>")
