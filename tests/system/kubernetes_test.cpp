// The manifests of deploy/kubernetes name only what is there: in them, or in
// the guide as made by the user.
#include <map>
#include <set>

#include "system/deployment_test.hpp"
#include "system/yaml_documents.hpp"

namespace aitherzero {
namespace {

using testing::read_yaml_documents;

// Of a path such as "spec.template.metadata"; nullptr for what is not there.
const Value* at(const Value* value, const std::string& path) {
  std::istringstream steps(path);
  for (std::string step; std::getline(steps, step, '.');) {
    const Table* table = value == nullptr ? nullptr : value->as<Table>();
    value = table == nullptr ? nullptr : table->find(step);
  }
  return value;
}
std::string text_at(const Value* value, const std::string& path) {
  value = at(value, path);
  const auto* text = value == nullptr ? nullptr : value->as<std::string>();
  return text == nullptr ? "" : *text;
}
Array list_at(const Value* value, const std::string& path) {
  value = at(value, path);
  const auto* list = value == nullptr ? nullptr : value->as<Array>();
  return list == nullptr ? Array{} : *list;
}
std::set<std::string> texts_at(const Value* value, const std::string& path,
                               const std::string& member) {
  std::set<std::string> found;
  for (const Value& item : list_at(value, path)) {
    found.insert(text_at(&item, member));
  }
  return found;
}

// Whether all labels that are selected are ones that it has.
bool selects(const Value* selector, const Value* labels) {
  const Table* wanted = selector == nullptr ? nullptr : selector->as<Table>();
  if (wanted == nullptr || wanted->empty()) return false;
  for (const Table::Entry& entry : wanted->entries()) {
    if (text_at(labels, entry.key) != *entry.value.as<std::string>()) {
      return false;
    }
  }
  return true;
}

class Kubernetes : public DeploymentTest {
 protected:
  void SetUp() override {
    for (const std::string& file : files_named(".yaml")) {
      if (file.find("/kubernetes/") == std::string::npos) continue;
      auto documents = read_yaml_documents(text_of(file));
      ASSERT_TRUE(documents) << file << ": " << to_string(documents.error());
      for (Value& document : *documents) {
        objects_.push_back(std::move(document));
      }
    }
    ASSERT_GE(objects_.size(), 3u);
  }

  std::vector<const Value*> of_kind(const std::string& kind) const {
    std::vector<const Value*> found;
    for (const Value& object : objects_) {
      if (text_at(&object, "kind") == kind) found.push_back(&object);
    }
    return found;
  }
  // What makes pods.
  std::vector<const Value*> workloads() const {
    std::vector<const Value*> found;
    for (const Value& object : objects_) {
      if (at(&object, "spec.template.spec") != nullptr) {
        found.push_back(&object);
      }
    }
    return found;
  }

  // In the manifests, or made by a command of the guide.
  void expect_there(const std::string& kind, const std::string& name) {
    for (const Value* object : of_kind(kind)) {
      if (text_at(object, "metadata.name") == name) return;
    }
    const std::map<std::string, std::string> commands = {
        {"Secret", "kubectl create secret generic "},
        {"ConfigMap", "kubectl create configmap "}};
    const auto command = commands.find(kind);
    ASSERT_NE(command, commands.end()) << "no " << kind << " " << name;
    const std::string guide = text_of(in_tree("docs/guide/deploying.md"));
    EXPECT_THAT(guide, HasSubstr(command->second + name + " "));
  }

  std::vector<Value> objects_;
};

TEST_F(Kubernetes, each_object_has_a_kind_and_a_name_of_its_own) {
  std::set<std::string> names;
  for (const Value& object : objects_) {
    EXPECT_NE(text_at(&object, "apiVersion"), "");
    const std::string kind = text_at(&object, "kind");
    const std::string name = text_at(&object, "metadata.name");
    EXPECT_NE(name, "") << kind;
    EXPECT_TRUE(names.insert(kind + " " + name).second) << kind << " " << name;
  }
}

TEST_F(Kubernetes, workloads_select_their_own_pods) {
  for (const Value* workload : workloads()) {
    EXPECT_TRUE(selects(at(workload, "spec.selector.matchLabels"),
                        at(workload, "spec.template.metadata.labels")))
        << text_at(workload, "metadata.name");
  }
}

TEST_F(Kubernetes, services_select_pods_and_ports_that_there_are) {
  ASSERT_FALSE(of_kind("Service").empty());
  for (const Value* service : of_kind("Service")) {
    std::set<std::string> open;
    for (const Value* workload : workloads()) {
      if (!selects(at(service, "spec.selector"),
                   at(workload, "spec.template.metadata.labels"))) {
        continue;
      }
      for (const Value& container :
           list_at(workload, "spec.template.spec.containers")) {
        open.merge(texts_at(&container, "ports", "containerPort"));
      }
    }
    const auto served = texts_at(service, "spec.ports", "port");
    EXPECT_FALSE(served.empty());
    for (const std::string& port : served) {
      EXPECT_TRUE(open.contains(port)) << "nobody listens at " << port;
    }
  }
}

TEST_F(Kubernetes, stateful_sets_name_a_service_that_there_is) {
  ASSERT_FALSE(of_kind("StatefulSet").empty());
  for (const Value* set : of_kind("StatefulSet")) {
    expect_there("Service", text_at(set, "spec.serviceName"));
  }
}

TEST_F(Kubernetes, what_is_mounted_is_there) {
  std::size_t mounts = 0;
  for (const Value* workload : workloads()) {
    auto volumes = texts_at(workload, "spec.template.spec.volumes", "name");
    volumes.merge(
        texts_at(workload, "spec.volumeClaimTemplates", "metadata.name"));
    std::set<std::string> mounted;
    for (const Value& container :
         list_at(workload, "spec.template.spec.containers")) {
      mounted.merge(texts_at(&container, "volumeMounts", "name"));
    }
    EXPECT_EQ(mounted, volumes) << text_at(workload, "metadata.name");
    mounts += mounted.size();
  }
  EXPECT_GE(mounts, 3u);
}

TEST_F(Kubernetes, what_volumes_and_variables_come_from_is_there) {
  std::size_t sources = 0;
  const auto check = [&](const Value& user, const char* path,
                         const char* kind) {
    const std::string name = text_at(&user, path);
    if (name.empty()) return;
    ++sources;
    expect_there(kind, name);
  };
  for (const Value* workload : workloads()) {
    for (const Value& volume :
         list_at(workload, "spec.template.spec.volumes")) {
      check(volume, "secret.secretName", "Secret");
      check(volume, "configMap.name", "ConfigMap");
      check(volume, "persistentVolumeClaim.claimName", "PersistentVolumeClaim");
    }
    for (const Value& container :
         list_at(workload, "spec.template.spec.containers")) {
      for (const Value& variable : list_at(&container, "env")) {
        check(variable, "valueFrom.secretKeyRef.name", "Secret");
        check(variable, "valueFrom.configMapKeyRef.name", "ConfigMap");
      }
      for (const Value& all : list_at(&container, "envFrom")) {
        check(all, "secretRef.name", "Secret");
        check(all, "configMapRef.name", "ConfigMap");
      }
    }
  }
  EXPECT_GE(sources, 1u);
}

// The file that agents read is the key that the guide gives the Secret.
TEST_F(Kubernetes, agents_read_the_token_that_the_guide_makes) {
  const std::string guide = text_of(in_tree("docs/guide/deploying.md"));
  EXPECT_THAT(guide, HasSubstr("aitherzero-join --from-file=token"));
  for (const Value* workload : workloads()) {
    for (const Value& container :
         list_at(workload, "spec.template.spec.containers")) {
      if (text_at(&container, "name") != "agent") continue;
      const Array words = list_at(&container, "args");
      ASSERT_GE(words.size(), 2u);
      EXPECT_EQ(*words[0].as<std::string>(), "--join");
      EXPECT_EQ(*words[1].as<std::string>(), "/join/token");
    }
  }
}

TEST(YamlDocuments, are_read_as_manifests_are_written) {
  const auto documents = read_yaml_documents(
      "# about it\n"
      "a: b # why\n"
      "list:\n"
      "  - name: x\n"
      "    words: [\"p\", q]\n"
      "  - \"r: s\"\n"
      "flat:\n"
      "- t\n"
      "---\n"
      "deep:\n"
      "  deeper:\n"
      "    empty: {}\n");
  ASSERT_TRUE(documents) << to_string(documents.error());
  ASSERT_EQ(documents->size(), 2u);
  const Value& first = (*documents)[0];
  EXPECT_EQ(text_at(&first, "a"), "b");
  const Array list = list_at(&first, "list");
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(text_at(&list[0], "name"), "x");
  EXPECT_EQ(list_at(&list[0], "words").size(), 2u);
  EXPECT_EQ(*list[1].as<std::string>(), "r: s");
  EXPECT_EQ(list_at(&first, "flat").size(), 1u);
  EXPECT_NE(at(&(*documents)[1], "deep.deeper.empty"), nullptr);
  EXPECT_FALSE(read_yaml_documents("a: b\n   c: d\n"));
  EXPECT_FALSE(read_yaml_documents("a: |\n  text\n"));
  EXPECT_FALSE(read_yaml_documents("a: b\na: c\n"));
}

}  // namespace
}  // namespace aitherzero
